namespace Mhero.Core.Sync.Engine;

/// <summary>The kinds of the syncs and of their pollers, as routes, the status and the sync log name them.</summary>
public static class SyncKinds
{
    /// <summary>Contacts and health workers; also its poller of RapidPro's contacts.</summary>
    public const string Contacts = "contacts";

    /// <summary>The poller of the registry's health workers; it belongs to the sync of <see cref="Contacts"/>.</summary>
    public const string Registry = "registry";

    /// <summary>The part of the sync of <see cref="Contacts"/> that carries bulk loads on.</summary>
    public const string BulkLoad = "bulk-load";

    /// <summary>Groups and their members.</summary>
    public const string Groups = "groups";

    /// <summary>Flows.</summary>
    public const string Flows = "flows";

    /// <summary>Flow runs.</summary>
    public const string Runs = "runs";

    /// <summary>The poller of FLOIP servers' sessions; it belongs to the sync of <see cref="Runs"/>, and exists where the settings have sources.</summary>
    public const string FlowResults = "flow-results";

    /// <summary>Messages.</summary>
    public const string Messages = "messages";

    /// <summary>Opt-outs that the registry records.</summary>
    public const string OptOuts = "opt-outs";

    /// <summary>MeasureReports on their way to DHIS2 and other servers; its poller exists where the settings have such a server.</summary>
    public const string Reports = "reports";
}
