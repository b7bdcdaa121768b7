using Mhero.DevHost.Services;

namespace Mhero.DevHost.Run;

/// <summary>How a local run is started.</summary>
public sealed record LocalRunOptions
{
    /// <summary>
    /// The user's settings, as a rule the environment. They take precedence over every default. An address of RapidPro, of a FHIR server
    /// or of a storage account that is set here is used; the others are started on this machine.
    /// </summary>
    public required IConfiguration Settings { get; init; }

    /// <summary>Loopback port of the functions; null is 7071, or a free one if that is taken or <see cref="UseKnownPorts"/> is off.</summary>
    public int? Port { get; init; }

    /// <summary>
    /// Whether the parts listen where people and Core Tools look for them, as far as those ports are free: Azurite at 10000 to
    /// 10002, the simulator at 8500, the FHIR server at 8600, the functions at 7071. Otherwise any free ports.
    /// </summary>
    public bool UseKnownPorts { get; init; }

    /// <summary>
    /// Whether the start waits for a RapidPro or FHIR server that does not answer at the moment; otherwise it fails. Settings that are
    /// wrong fail it in any case.
    /// </summary>
    public bool WaitsForSystems { get; init; }

    /// <summary>Which server the FHIR server that is started behaves as; of no account when one is named.</summary>
    public FhirServerProfile FhirProfile { get; init; }

    /// <summary>Told what is being done; null for silence. Called from any thread.</summary>
    public IProgress<LocalRunProgress>? Progress { get; init; }

    /// <summary>Sets up the functions' log; by default there is none.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = static _ => { };
}
