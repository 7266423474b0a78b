/// Stand-in.
public enum ParetoFront {
  public static func indices(of points: [[Double]]) -> [Int] {
    points.indices.filter { one in
      !points.indices.contains { other in
        zip(points[other], points[one]).allSatisfy { $0 >= $1 } && points[other] != points[one]
      }
    }
  }
}
