import Foundation
import GRDB

/// The open file of a store. What its disk does not allow comes out as a plain error.
struct StoreDatabase: Sendable {
  let queue: DatabaseQueue
  let path: String

  /// - Throws: what the body throws; ``StoreError/cannotWrite(path:reason:)``.
  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do { return try queue.write(body) } catch let error as DatabaseError { throw plain(error) }
  }

  /// - Throws: what the body throws; ``StoreError/cannotRead(path:reason:)``.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do { return try queue.read(body) } catch let error as DatabaseError { throw plain(error) }
  }

  /// As ``read(_:)``, for a body of one statement: it sees one state of the file without a transaction around it.
  ///
  /// - Throws: what the body throws; ``StoreError/cannotRead(path:reason:)``.
  func get<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do { return try queue.unsafeRead(body) } catch let error as DatabaseError { throw plain(error) }
  }

  private func plain(_ error: DatabaseError) -> any Error {
    switch error.resultCode {
    case .SQLITE_FULL: StoreError.cannotWrite(path: path, reason: "the disk is full")
    case .SQLITE_READONLY: StoreError.cannotWrite(path: path, reason: "it is read-only")
    case .SQLITE_IOERR, .SQLITE_CANTOPEN: StoreError.cannotWrite(path: path, reason: words(error))
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: StoreError.cannotRead(path: path, reason: words(error))
    default: error
    }
  }

  private func words(_ error: DatabaseError) -> String { error.message ?? "\(error.resultCode)" }

  /// What SQLite calls a file that is only read. Beside one with a write-ahead log it would make two files, which a
  /// folder that cannot be written does not let it; where none of them is there, it need not.
  static func readOnlyName(_ path: String) -> String {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard access(folder, W_OK) != 0, access(path, R_OK) == 0, access(path + "-wal", F_OK) != 0,
      let name = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)
    else { return path }
    return "file:\(name)?immutable=1"
  }
}
