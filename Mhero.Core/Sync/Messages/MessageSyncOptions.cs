using System.ComponentModel.DataAnnotations;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Sync.Messages;

/// <summary>How messages become Communications. Section <c>Mhero:Messages</c>.</summary>
public sealed class MessageSyncOptions : SyncOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Messages";

    /// <summary>Which messages become Communications.</summary>
    /// <value>Those of the inbox by default.</value>
    public MessageSelection Select { get; set; }

    /// <summary>Messages made before this time (with its offset) are not read; null for all that RapidPro has.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>
    /// How long after its creation mHero reads a message again for its delivery status; only with
    /// <see cref="MessageSelection.All"/>, since incoming messages do not change.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan FollowUp { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The overlap: how much of the poller before the last reading is read again.</summary>
    internal TimeSpan Window => Select == MessageSelection.All && FollowUp > Overlap ? FollowUp : Overlap;
}
