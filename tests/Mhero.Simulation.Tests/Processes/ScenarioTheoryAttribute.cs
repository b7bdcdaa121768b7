using Xunit.Sdk;

namespace Mhero.Simulation.Tests.Processes;

/// <summary>A test that makes worlds and has parameters; as <see cref="ScenarioFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Mhero.Simulation.Tests.Processes.ScenarioTheoryDiscoverer", "Mhero.Simulation.Tests")]
public sealed class ScenarioTheoryAttribute : TheoryAttribute;
