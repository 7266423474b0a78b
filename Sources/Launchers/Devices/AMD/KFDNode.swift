/// A GPU as AMD's compute driver counts it.
struct KFDNode {
  let number: Int
  /// As in `gpuid` of processes.
  let gpuID: Int?
  let renderMinor: Int?
  /// The same for GPUs that Infinity Fabric joins; nil where it joins none.
  let hive: String?

  /// Every node that computes on a GPU, in order.
  static func all(root: String) -> [KFDNode] {
    let folder = "\(root)/sys/class/kfd/kfd/topology/nodes"
    return KernelFile.names(folder).compactMap { Int($0) }.sorted().compactMap { number in
      let facts = KernelFile.members("\(folder)/\(number)/properties")
      // A node without them is a processor.
      guard let units = facts["simd_count"].flatMap({ Int($0) }), units > 0 else { return nil }
      let hive = facts["hive_id"].flatMap { $0 == "0" ? nil : $0 }
      return KFDNode(
        number: number, gpuID: KernelFile.number("\(folder)/\(number)/gpu_id"),
        renderMinor: facts["drm_render_minor"].flatMap { Int($0) }, hive: hive)
    }
  }

  /// The processes with memory on a GPU; nil where the driver does not tell.
  static func processes(on node: KFDNode, root: String) -> [DeviceState.Process]? {
    let folder = "\(root)/sys/class/kfd/kfd/proc"
    guard let gpuID = node.gpuID, KernelFile.exists(folder) else { return nil }
    return KernelFile.names(folder).compactMap { Int32($0) }.sorted().compactMap { pid in
      guard let memory = KernelFile.number("\(folder)/\(pid)/vram_\(gpuID)"), memory > 0 else { return nil }
      return DeviceState.Process(pid: pid, memory: memory)
    }
  }
}
