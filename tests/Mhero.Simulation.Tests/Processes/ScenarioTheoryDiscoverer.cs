using Xunit.Abstractions;
using Xunit.Sdk;

namespace Mhero.Simulation.Tests.Processes;

/// <summary>Finds the tests with <see cref="ScenarioTheoryAttribute"/>, one for each row of their data.</summary>
public sealed class ScenarioTheoryDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    protected override IEnumerable<IXunitTestCase> CreateTestCasesForDataRow(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute, object[] dataRow) =>
        [new ScenarioTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, dataRow)];
}
