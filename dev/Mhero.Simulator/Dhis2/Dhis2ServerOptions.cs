namespace Mhero.Simulator.Dhis2;

/// <summary>How a <see cref="Dhis2Server"/> behaves.</summary>
public sealed record Dhis2ServerOptions
{
    /// <summary>Loopback port to listen on; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>The second part of the version that it answers as: 36 to 43.</summary>
    public int Version { get; init; } = 41;

    /// <summary>The personal access token; version 2.36 has none.</summary>
    public string Token { get; init; } = "d2pat_simulator";

    /// <summary>User name for basic authentication.</summary>
    public string Username { get; init; } = "mhero";

    /// <summary>Password for basic authentication.</summary>
    public string Password { get; init; } = "district";
}
