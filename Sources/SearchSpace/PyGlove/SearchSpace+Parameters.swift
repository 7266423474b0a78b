import PlainJSON

/// `nas_params_str`: how trainers for Vertex AI NAS and PyGlove are told an architecture.
extension SearchSpace {
  /// The parameters of an architecture: a flat JSON object of each active decision's path and its
  /// `INDEX/COUNT (LITERAL)`, or the number of a continuous one.
  ///
  /// The literal is left out where PyGlove's versions, or Python's own view of the value, could differ: a trainer
  /// refuses a wrong one, and every reader takes an index alone. A shared decision is told at each of its places, a
  /// list of decided length as a choice among lists.
  public func parameters(of architecture: Architecture) -> String {
    var writer = ParameterWriter(space: self, architecture: architecture)
    writer.write(root, at: .root)
    return JSON.object(writer.members).text
  }
}

private struct ParameterWriter {
  let space: SearchSpace
  let architecture: Architecture
  var members: [String: JSON] = [:]

  mutating func write(_ node: Node, at path: PyGlovePath) {
    switch node.shape {
    case .constant: break
    case .list(let nodes):
      for (position, node) in nodes.enumerated() { write(node, at: path.element(position)) }
    case .table(let nodes):
      for (key, node) in nodes { write(node, at: path.member(key)) }
    case .oneOf(let choice): write(choice.point, choice.candidates, at: path)
    case .manyOf(let choice):
      for (position, slot) in choice.slots.enumerated() {
        write(slot.point, slot.candidates, at: choice.path(of: position, in: path))
      }
    case .integer(let point, let range, _):
      let choice = architecture.choices[point]
      members[path.text] = .string("\(choice)/\(range.count) (\(range.value(of: choice)))")
    case .float(let point, _):
      members[path.text] = .number(Architecture.value(of: architecture.choices[point]))
    case .listOf(let list):
      let inside = list.path(in: path, choice: list.choice(in: architecture))
      if !list.length.points.isEmpty {
        members[path.text] = .string("\(list.choice(in: architecture))/\(list.lengths.count)")
      }
      for (position, node) in list.present(in: architecture).enumerated() {
        write(node, at: inside.element(position))
      }
    case .shared(let number): if let node = space.sharedNodes[number] { write(node, at: path) }
    }
  }

  private mutating func write(_ point: Int, _ candidates: [Node], at path: PyGlovePath) {
    let choice = architecture.choices[point]
    let literal = space.points[point].literals?[choice] ?? PythonLiteral.certainText(of: candidates[choice])
    members[path.text] = .string("\(choice)/\(candidates.count)" + (literal.map { " (\($0))" } ?? ""))
    write(candidates[choice], at: path.candidate(choice, of: candidates.count))
  }
}

extension ManyOfNode {
  /// The place of one of the choices; PyGlove gives a single one none of its own.
  func path(of position: Int, in path: PyGlovePath) -> PyGlovePath {
    slots.count == 1 ? path : path.element(position)
  }
}

extension ListOfNode {
  /// Where the elements of a length stand: a decided length is a choice among lists.
  func path(in path: PyGlovePath, choice: Int) -> PyGlovePath {
    length.points.isEmpty ? path : path.candidate(choice, of: lengths.count)
  }
}
