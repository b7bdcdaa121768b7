namespace Mhero.Core.RapidPro.Model;

/// <summary>The body that starts contacts in a flow. RapidPro skips contacts who are not active, without an error.</summary>
public sealed record FlowStartWrite
{
    /// <summary>How many contacts RapidPro takes in one request.</summary>
    public const int MaxContacts = 100;

    private static readonly Dictionary<string, string> NoParams = [];

    /// <summary>The flow's UUID.</summary>
    public required Guid Flow { get; init; }

    /// <summary>The contacts' UUIDs, one to <see cref="MaxContacts"/>; one that is named twice is started once.</summary>
    public required IReadOnlyList<Guid> Contacts { get; init; }

    /// <summary>The parameters that the flow sees as <c>@trigger.params</c>; see <see cref="FlowStartParams"/> for RapidPro's changes to them.</summary>
    public IReadOnlyDictionary<string, string> Params { get; init; } = NoParams;

    /// <summary>Whether contacts who were in the flow before are started again.</summary>
    public bool RestartParticipants { get; init; } = true;

    /// <summary>Whether contacts who are in another flow are skipped; else they leave it.</summary>
    public bool ExcludeActive { get; init; }
}
