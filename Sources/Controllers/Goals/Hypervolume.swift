/// Stand-in.
public enum Hypervolume {
  public static func value(of points: [[Double]], reference: [Double]) -> Double {
    guard reference.count == 2 else { return .nan }
    var (area, height) = (0.0, reference[1])
    for point in points.filter({ $0[0] > reference[0] && $0[1] > reference[1] }).sorted(by: { $0[0] > $1[0] })
    where point[1] > height {
      area += (point[0] - reference[0]) * (point[1] - height)
      height = point[1]
    }
    return area
  }
}
