namespace Mhero.Simulator;

/// <summary>How a <see cref="RapidProSimulator"/> behaves. Nothing here changes after the start.</summary>
public sealed record RapidProSimulatorOptions
{
    /// <summary>Loopback port to listen on; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>The release to answer like.</summary>
    public RapidProProfile Profile { get; init; } = RapidProProfile.V9_0;

    /// <summary>API token of the workspace's administrator.</summary>
    public string Token { get; init; } = "simulator-token";

    /// <summary>Waited before each request is worked on, by the wall clock.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Whether the quota is enforced. Off by default: tests and benches are not to wait an hour.</summary>
    public bool Throttle { get; init; }

    /// <summary>
    /// Requests allowed in the rolling <see cref="QuotaWindow"/>, for each scope (contacts, messages, runs, broadcasts before 10.3, all the rest) by
    /// itself; null is what the profile's release allows.
    /// </summary>
    public int? RequestsPerHour { get; init; }

    /// <summary>The time of the quota; an hour as in RapidPro. A shorter one makes an hour of throttling short.</summary>
    public TimeSpan QuotaWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a field or group made through the API or by an import stays unusable in contact writes: each such write is a
    /// 500 and nothing is saved. The keywords of an import start nothing for that time. RapidPro needs about 5 s, because mailroom caches what a workspace has.
    /// </summary>
    public TimeSpan AssetDelay { get; init; }

    /// <summary>The workspace's country (ISO 3166-1 alpha-2): national numbers are read by it.</summary>
    public string Country { get; init; } = "RW";

    /// <summary>The workspace's IANA time zone: dates without a zone are read in it.</summary>
    public string Timezone { get; init; } = "Africa/Kigali";

    /// <summary>The clock behind created_on, modified_on, the quota and the asset delay.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Gives the UUIDs of new records; random ones by default. It is called with the workspace locked.</summary>
    public Func<Guid> NewUuid { get; init; } = Guid.NewGuid;

    /// <summary>
    /// Whether there is a <c>definitions.json</c>; false answers it with the page of an endpoint that is not there. RapidPro
    /// calls it deprecated, and does not list it, since 9.1.
    /// </summary>
    public bool HasDefinitions { get; init; } = true;

    /// <summary>How long a flow waits for the answer of a webhook, by the wall clock; mailroom's own time-out by default.</summary>
    public TimeSpan WebhookTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many requests <see cref="SimulatorLog.Recent"/> remembers.</summary>
    public int RememberedRequests { get; init; } = 1000;

    /// <summary>Rows in a page; RapidPro's own number by default. A smaller one brings pages that change while they are read into a small world.</summary>
    public int PageSize { get; init; } = 250;
}
