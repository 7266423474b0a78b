import ProxyDesign
import Testing

@Suite struct ProxySavingTests {
  @Test func `two thousand trials of a thirtieth cost 67 full trainings`() {
    let saving = ProxySaving(hours: 1, fullHours: 30)
    #expect(saving.problem == nil)
    #expect(saving.fullTrainings(trials: 2000).rounded() == 67)
  }

  @Test func `a proxy that takes as long as full training, or longer, is told`() {
    #expect(ProxySaving(hours: 2, fullHours: 2).problem != nil)
    let words = ProxySaving(hours: 3, fullHours: 2).problem
    #expect(words?.hasPrefix("the proxy task takes 3.0 h and full training 2.0 h, so it saves nothing") == true)
  }
}
