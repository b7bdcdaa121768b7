using System.ComponentModel.DataAnnotations;
using Mhero.Core.RapidPro.Model;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>How it is kept who wants no messages. Section <c>Mhero:OptOut</c>.</summary>
public sealed class OptOutOptions : SyncOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:OptOut";

    /// <summary>
    /// The RapidPro group of those who want no messages, so that flow authors can leave it out; made when it is missing,
    /// empty for none.
    /// </summary>
    [MaxLength(64, ErrorMessage = "Set it to the name of a group, at most 64 characters, or to nothing.")]
    public string Group { get; set; } = "Opted out";

    /// <summary>
    /// Whether the person's own resource is tagged too, as the predecessor does it. A tag that somebody else sets or takes
    /// away then counts as well.
    /// </summary>
    public bool WriteTag { get; set; }

    /// <summary>The flows in which people opt out of messages, or end their opt-out; by a name of the site's choice.</summary>
    public Dictionary<string, OptOutFlow> Flows { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How often an answer waits for its contact to be synced when the registry does not know it; then mHero writes to RapidPro alone.</summary>
    [Range(0, 100)]
    public int ContactWaits { get; set; } = 6;

    /// <summary>
    /// The largest difference between the clocks of RapidPro, the registry and mHero. Of two decisions so close together the one
    /// that wants no messages counts, and a state of the group so soon after mHero's own change is read again before it counts.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:30:00")]
    public TimeSpan ClockDifference { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The group; null for none.</summary>
    internal string? GroupName => string.IsNullOrWhiteSpace(Group) ? null : Group.Trim();

    /// <summary>The answer of a run: true for no messages, false for messages again; null when it has none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="flows">The flows of the settings, each with the flow of the workspace that had its name; null where none had it.</param>
    internal static bool? WordOf(FlowRun run, IEnumerable<(OptOutFlow Flow, Guid? Linked)> flows)
    {
        foreach (var (flow, linked) in flows)
        {
            if (run.Flow is { } asked && flow.IsFor(asked, linked) && flow.WordOf(run) is { } word)
            {
                return word;
            }
        }

        return null;
    }
}
