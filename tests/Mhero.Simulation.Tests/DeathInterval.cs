namespace Mhero.Simulation.Tests;

/// <summary>At which operations a process dies in tests that try them one after another: at every fifth one in the gate.</summary>
internal static class DeathInterval
{
    /// <summary>1, for all operations, when <c>MHERO_SIMULATION_ALL</c> is set.</summary>
    public static int Value { get; } = Environment.GetEnvironmentVariable("MHERO_SIMULATION_ALL") is null ? 5 : 1;
}
