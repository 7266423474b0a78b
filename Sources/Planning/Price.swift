/// What computing costs. There is no price that holds everywhere, so none is assumed.
public struct Price: Sendable, Equatable {
  /// The price of a GPU for an hour.
  public var gpuHour: Double
  /// The price for an hour of what a trial has besides its GPUs: its machine, or its share of one.
  public var machineHour: Double
  /// What the numbers are in, as "EUR"; empty where nobody says.
  public var currency: String

  /// Makes prices.
  public init(gpuHour: Double = 0, machineHour: Double = 0, currency: String = "") {
    self.gpuHour = gpuHour
    self.machineHour = machineHour
    self.currency = currency
  }

  /// The price of the electricity of a GPU of one's own, with its share of the machine.
  public static func electricity(watts: Double, kilowattHour: Double, currency: String = "") -> Price {
    Price(gpuHour: watts / 1000 * kilowattHour, currency: currency)
  }

  /// What trials cost.
  ///
  /// - Parameters:
  ///   - trialHours: hours of all trials together.
  ///   - gpus: the GPUs of each.
  func cost(trialHours: Double, gpus: Int) -> Double {
    trialHours * (Double(gpus) * gpuHour + machineHour)
  }
}
