/// An array of a `.npy` file: its header, and its elements as an item's values.
struct LabelArray {
  let file: String
  let header: ArrayHeader
  private let bytes: [UInt8]

  /// Packed arrays may be so large; others have all that they claim in the file.
  private static let maxPacked = 1 << 30
  /// Above this size, in bytes, packed arrays that grow by more than this are taken for ones made to fill a memory.
  private static let harmless = 1 << 26
  private static let bombRatio = 250

  /// Reads all of an array.
  ///
  /// - Parameters:
  ///   - name: What errors call it.
  ///   - isPacked: Whether its size says little of what lies on the disk.
  /// - Throws: ``DataError`` for what is no array of one or two dimensions, or breaks off.
  init(_ reader: ArrayBytes, name: String) throws(DataError) {
    file = name
    do throws(ArrayHeader.Problem) {
      let start = try reader.read(ArrayHeader.prelude)
      let length = try Self.with(start) { bytes throws(ArrayHeader.Problem) in try ArrayHeader.length(bytes) }
      let whole = start + (try reader.read(max(0, length - start.count)))
      header = try Self.with(whole) { bytes throws(ArrayHeader.Problem) in try ArrayHeader(bytes) }
      guard header.shape.count == 1 || header.shape.count == 2 else {
        throw .init(
          text: "its shape is \(header.shape); labels are of one dimension, or of two with a column a class")
      }
      guard !header.isFortran || header.shape.count == 1 || header.shape[1] == 1 else {
        throw .init(text: "it is in Fortran's order; save numpy.ascontiguousarray of it")
      }
      var size = header.size
      for length in header.shape {
        let (product, overflow) = size.multipliedReportingOverflow(by: length)
        guard !overflow else { throw .init(text: "its shape \(header.shape) is too large") }
        size = product
      }
      guard header.shape[0] < Int(UInt32.max), !reader.isPacked || size <= Self.maxPacked else {
        throw .init(
          text:
            "it claims \(size) bytes for \(header.shape[0]) items; packed arrays may have \(Self.maxPacked), so"
            + " save a larger one with numpy.save, not packed")
      }
      // What was read to know that is no more than one piece.
      guard !reader.isPacked || size <= Self.harmless || size / Self.bombRatio <= reader.left + 65_536 else {
        throw .init(
          text:
            "it claims \(size) bytes, more than \(Self.bombRatio) times what lies there packed, which no honest"
            + " labels come to; save it with numpy.save if they do")
      }
      guard reader.isPacked || size <= reader.left else {
        throw .init(
          text: "it breaks off: its shape \(header.shape) needs \(size) bytes after the header, but there are"
            + " \(reader.left); it was not written to its end")
      }
      // The header fills whole lines, the data may have been cut.
      bytes = try reader.read(size)
      guard bytes.count == size else {
        throw .init(text: "it breaks off at byte \(header.length + bytes.count) of \(header.length + size)")
      }
    } catch { throw DataError(file: name, problem: error.text) }
  }

  private static func with<Result>(
    _ bytes: [UInt8], _ use: (UnsafeRawBufferPointer) throws(ArrayHeader.Problem) -> Result
  ) throws(ArrayHeader.Problem) -> Result {
    let result: Swift.Result<Result, ArrayHeader.Problem> = bytes.withUnsafeBytes { bytes in
      do throws(ArrayHeader.Problem) { return .success(try use(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// How many items there are.
  var count: Int { header.shape[0] }
  /// How many values each has.
  var width: Int { header.shape.count == 2 ? header.shape[1] : 1 }

  /// The bytes of one item.
  func row(_ item: Int) -> ArraySlice<UInt8> {
    let size = header.size * width
    return bytes[(item * size)..<((item + 1) * size)]
  }

  /// An item's value: an element, or the columns that are set in its row.
  func value(_ item: Int) throws(ArrayHeader.Problem) -> ItemValue {
    if header.shape.count == 1 || width == 1 { return element(item) }
    var columns: [ItemValue] = []
    for column in 0..<width {
      switch element(item * width + column) {
      case .integer(0), .number(0), .text("False"): continue
      case .integer(1), .number(1), .text("True"): columns.append(.integer(Int64(column)))
      case let other:
        throw .init(
          text:
            "row \(item), column \(column): \(other.name.map { "'\($0)'" } ?? "nothing") is neither 0 nor 1, so the"
            + " rows are no classes; give one label an item")
      }
    }
    return columns.count == 1 ? columns[0] : .list(columns)
  }

  private func element(_ index: Int) -> ItemValue {
    bytes.withUnsafeBytes { all in
      let element = UnsafeRawBufferPointer(rebasing: all[(index * header.size)..<((index + 1) * header.size)])
      switch header.kind {
      case .bool: return .text(element[0] == 0 ? "False" : "True")
      case .bytes: return Self.text(UnsafeRawBufferPointer(rebasing: element.prefix(Self.used(element, 1))))
      case .unicode: return unicode(element)
      case .signed:
        let shift = 64 - 8 * header.size
        return .integer((Int64(bitPattern: bits(element)) << shift) >> shift)
      case .unsigned:
        return Int64(exactly: bits(element)).map { .integer($0) } ?? .number(Double(bits(element)))
      case .float: return number(element)
      }
    }
  }

  private func bits(_ element: UnsafeRawBufferPointer) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<element.count {
      value |= UInt64(element[header.isBigEndian ? element.count - 1 - index : index]) << (8 * UInt64(index))
    }
    return value
  }

  private func number(_ element: UnsafeRawBufferPointer) -> ItemValue {
    let bits = bits(element)
    let value =
      switch header.size {
      case 8: Double(bitPattern: bits)
      case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
      default: Self.half(UInt16(truncatingIfNeeded: bits))
      }
    return value.isNaN ? .missing : .number(value)
  }

  /// A number of 16 bits (IEEE 754); by hand, since not every platform has the type.
  private static func half(_ bits: UInt16) -> Double {
    let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Double(bits & 0x3FF) / 1024)
    let size: Double =
      switch exponent {
      case 0: fraction * 0x1p-14
      case 31: fraction == 0 ? .infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
      }
    return bits >> 15 == 0 ? size : -size
  }

  private func unicode(_ element: UnsafeRawBufferPointer) -> ItemValue {
    var text = ""
    for index in stride(from: 0, to: Self.used(element, 4), by: 4) {
      let unit = bits(UnsafeRawBufferPointer(rebasing: element[index..<index + 4]))
      text.unicodeScalars.append(Unicode.Scalar(UInt32(unit)) ?? "\u{FFFD}")
    }
    return text.isEmpty ? .missing : .text(text)
  }

  private static func text(_ bytes: UnsafeRawBufferPointer) -> ItemValue {
    bytes.isEmpty ? .missing : .text(bytes: bytes)
  }

  /// Bytes without the zeros that fill a text of fixed length, in whole units.
  private static func used(_ element: UnsafeRawBufferPointer, _ unit: Int) -> Int {
    let end = element.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
    return (end + unit - 1) / unit * unit
  }
}
