using Mhero.Simulator.Api;
using Mhero.Simulator.Engine.Program;
using Mhero.Simulator.Engine.Running;
using Mhero.Simulator.State;

namespace Mhero.Simulator;

/// <summary>
/// The content of the simulated workspace. Seed it before or while the simulator runs, and read it to assert. Every member
/// may be called from any thread.
/// </summary>
public sealed partial class RapidProWorkspace
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly Func<Guid> _newUuid;
    private readonly long _assetDelay;
    private readonly long _madeOn;
    private readonly ProfileRules _rules;
    private readonly UrnRules _urns;
    private readonly FieldValueReader _values;
    private readonly Dictionary<string, (SimulatedTokenRole Role, string Email)> _tokens = new(StringComparer.Ordinal);
    private long _lastTick;

    internal RapidProWorkspace(RapidProSimulatorOptions options)
    {
        _clock = options.TimeProvider;
        _newUuid = options.NewUuid;
        Uuid = _newUuid();
        _assetDelay = options.AssetDelay.Ticks / TimeSpan.TicksPerMicrosecond;
        _madeOn = Micros.From(_clock.GetUtcNow());
        _rules = new ProfileRules(options.Profile);
        _urns = new UrnRules(options.Country);
        Zone = TimeZoneInfo.FindSystemTimeZoneById(options.Timezone);
        _values = new FieldValueReader(Zone, options.TimeProvider);
        _loader = new FlowLoader(this);
        _engine = new FlowEngine(this);
        UserAgent = options.Profile switch
        {
            RapidProProfile.V7_4 => "RapidProMailroom/7.4.1",
            RapidProProfile.V9_0 => "RapidProMailroom/9.0.0",
            _ => "Mailroom/26.3",
        };
        WebhookTimeout = options.WebhookTimeout;
        Country = options.Country;
        Timezone = options.Timezone;
        AddToken(options.Token);
        if (options.Profile != RapidProProfile.V7_4)
        {
            AddGroup("Open Tickets", "tickets > 0", uuid: null, system: true);
        }
    }

    /// <summary>The workspace's UUID, which <c>workspace.json</c> and, in 26.3, a response header show.</summary>
    public Guid Uuid { get; set; }

    /// <summary>The workspace's name.</summary>
    public string Name { get; set; } = "Simulated Workspace";

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string Country { get; }

    /// <summary>IANA name.</summary>
    public string Timezone { get; }

    /// <summary>Its flow languages (ISO 639-3), the primary one first.</summary>
    public IReadOnlyList<string> Languages { get; set; } = ["eng", "kin"];

    /// <summary>Whether it hides URNs: they are masked on read, and no look-up or update by URN is allowed.</summary>
    public bool Anonymous { get; set; }

    /// <summary>Whether it is suspended: every write is a 400, reads go on.</summary>
    public bool Suspended { get; set; }

    /// <summary>
    /// Whether mailroom is down: what changes a contact or sends a single message is a 500, reads go on, broadcasts and flow
    /// starts are taken and wait until it is back.
    /// </summary>
    public bool MailroomDown { get; set; }

    /// <summary>The channel that <c>expand_urns=true</c> names for telephone numbers; null for none.</summary>
    public SimulatedReference? Channel { get; set; }

    /// <summary>Lets a further API token in.</summary>
    /// <param name="token">The token.</param>
    /// <param name="role">What its owner may do.</param>
    /// <param name="email">The e-mail address that goes with it in Basic authentication.</param>
    public void AddToken(string token, SimulatedTokenRole role = SimulatedTokenRole.Administrator, string email = "admin@example.org")
    {
        lock (_gate)
        {
            _tokens[token] = (role, email);
        }
    }

    internal bool TryGetToken(string token, out (SimulatedTokenRole Role, string Email) owner)
    {
        lock (_gate)
        {
            return _tokens.TryGetValue(token, out owner);
        }
    }

    /// <summary>Now, but never twice the same: the order of changes is the order of their times.</summary>
    internal long Tick() => _lastTick = Math.Max(Micros.From(_clock.GetUtcNow()), _lastTick + 1);

    /// <summary>The UUID of a new record.</summary>
    internal Guid NewUuid()
    {
        lock (_gate)
        {
            return _newUuid();
        }
    }
}
