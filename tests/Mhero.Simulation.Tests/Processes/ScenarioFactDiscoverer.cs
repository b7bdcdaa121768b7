using Xunit.Abstractions;
using Xunit.Sdk;

namespace Mhero.Simulation.Tests.Processes;

/// <summary>Finds the tests with <see cref="ScenarioFactAttribute"/>.</summary>
public sealed class ScenarioFactDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        new ScenarioTestCase(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod, null);
}
