using Xunit.Sdk;

namespace Mhero.Simulation.Tests.Processes;

/// <summary>A test that makes worlds. It runs in a process whose thread pool has one thread: see <see cref="ScenarioProcess"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Mhero.Simulation.Tests.Processes.ScenarioFactDiscoverer", "Mhero.Simulation.Tests")]
public sealed class ScenarioFactAttribute : FactAttribute;
