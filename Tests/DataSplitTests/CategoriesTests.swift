import DataSplit
import Testing

@Suite struct CategoriesTests {
  @Test func `items without a value are counted nowhere`() {
    let categories = Categories(names: ["cat", "dog"], codes: [0, 1, Categories.missing, 1])
    #expect(categories.counts == [1, 2])
  }
}
