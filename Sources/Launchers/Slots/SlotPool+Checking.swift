extension SlotPool {
  /// Refuses what can never be had here, before anything starts.
  ///
  /// - Throws: ``SlotRequestError``.
  public func check(_ request: SlotRequest) throws {
    try checkAmounts(request)
    if request.gpus != nil, let gpuMemory = request.gpuMemory {
      throw SlotRequestError(
        key: "gpu_memory", got: "\(SlotWords.bytes(gpuMemory)) beside gpus",
        expected: "gpus or gpu_memory, not both",
        wayOut: "leave out gpus for a share of one GPU, or gpu_memory for whole ones")
    }
    if let gpus = request.gpus, gpus > 0 { try check(gpus: gpus) }
    if let gpuMemory = request.gpuMemory { try check(gpuMemory: gpuMemory) }
    if let cores = request.cores, cores > machine.coreLimit {
      throw SlotRequestError(
        key: "cores", got: "\(cores)",
        expected: "at most \(machine.coreLimit), which is what this process may use of the machine",
        wayOut: "ask for fewer; the affinity and the quota of the container or the job set what may be used")
    }
    if let memory = request.memory, memory > machine.promisableMemory {
      let most = SlotWords.bytes(machine.promisableMemory)
      throw SlotRequestError(
        key: "memory", got: SlotWords.bytes(memory),
        expected: "at most \(most) (\(SlotWords.bytes(machine.memory)) without what is kept for the system)",
        wayOut: "ask for less")
    }
  }

  private func checkAmounts(_ request: SlotRequest) throws {
    let amounts = [
      ("gpus", request.gpus, 0), ("gpu_memory", request.gpuMemory, 1), ("cores", request.cores, 1),
      ("memory", request.memory, 1),
    ]
    for (key, amount, least) in amounts {
      if let amount, amount < least {
        throw SlotRequestError(
          key: key, got: "\(amount)", expected: "\(least) or more",
          wayOut: key == "gpus" ? "0 is for trials without a GPU" : "leave it out where nothing is to be set aside"
        )
      }
    }
  }

  private func check(gpus: Int) throws {
    try checkThereAreDevices("gpus", got: "\(gpus)")
    let joinable = Dictionary(grouping: devices.filter { gpus == 1 || $0.parent == nil }, by: \.vendor)
    let most = joinable.values.map(\.count).max() ?? 0
    guard gpus > most else { return }
    let hasInstances = devices.contains { $0.parent != nil }
    throw SlotRequestError(
      key: "gpus", got: "\(gpus)", expected: "at most \(max(most, 1)), as this process may use \(counted)",
      wayOut: hasInstances
        ? "a process can use one MIG instance only: ask for 1, or have the GPUs undivided" : "ask for fewer")
  }

  private func check(gpuMemory: Int) throws {
    try checkThereAreDevices("gpu_memory", got: SlotWords.bytes(gpuMemory))
    guard let largest = devices.max(by: { $0.memory < $1.memory }), gpuMemory > largest.memory else { return }
    throw SlotRequestError(
      key: "gpu_memory", got: SlotWords.bytes(gpuMemory),
      expected: "at most \(SlotWords.bytes(largest.memory)), all of \(largest.label) (\(largest.name))",
      wayOut: "ask for less, or for several whole GPUs with gpus")
  }

  private func checkThereAreDevices(_ key: String, got: String) throws {
    guard devices.isEmpty else { return }
    throw SlotRequestError(
      key: key, got: got, expected: "nothing, as no GPU was found that this process may use",
      wayOut: "leave it out; 'lunas devices' shows what is looked for and found")
  }

  private var counted: String {
    let instances = devices.count { $0.parent != nil }
    let gpus = SlotWords.number(devices.count - instances, "GPU")
    return instances == 0 ? gpus : "\(gpus) and \(SlotWords.number(instances, "MIG instance"))"
  }
}
