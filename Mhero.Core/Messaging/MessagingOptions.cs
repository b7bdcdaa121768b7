using System.ComponentModel.DataAnnotations;
using Mhero.Core.Sync.Engine.Queueing;

namespace Mhero.Core.Messaging;

/// <summary>How messages go out. Section <c>Mhero:Messaging</c>.</summary>
public sealed class MessagingOptions : WorkOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Messaging";

    /// <summary>Contacts in one POST to RapidPro, which takes 100 at most.</summary>
    [Range(1, 100)]
    public int ChunkSize { get; set; } = 100;

    /// <summary>Most people that one request may reach; a search or a Group that finds more is refused.</summary>
    [Range(1, 100_000)]
    public int MaxRecipients { get; set; } = 20_000;

    /// <summary>
    /// Longest text in characters. RapidPro up to 9 takes 640 (recorded from 9.0.0), newer ones 4,096: raise it there.
    /// </summary>
    [Range(1, 4096)]
    public int MaxTextLength { get; set; } = 640;

    /// <summary>
    /// Whether a request is refused when one of its recipients is not in the registry. By default that one is left out, and the answer
    /// says so; a request with no recipient that is known is refused in any case.
    /// </summary>
    public bool StrictRecipients { get; set; }

    /// <summary>
    /// Whether RapidPro evaluates expressions (<c>@contact.name</c>) in the texts of CommunicationRequests that do not set it themselves
    /// by the extension <c>text-is-template</c>. Texts of reminders in the settings always are templates.
    /// </summary>
    public bool TextIsTemplate { get; set; }

    /// <summary>The language of texts that do not name theirs, ISO 639-3 or BCP-47.</summary>
    [Required(ErrorMessage = "Set it to the language of texts that do not name theirs, such as eng.")]
    public string DefaultLanguage { get; set; } = "eng";

    /// <summary>Whether a flow is not started in a contact who is in another one.</summary>
    public bool ExcludeActive { get; set; }

    /// <summary>
    /// The hours in which no messages are sent, by the recipient's clock, as <c>21:00-07:00</c>; empty for none. Urgent messages are
    /// sent all the same.
    /// </summary>
    public string QuietHours { get; set; } = "";

    /// <summary>The time zone of recipients whose number does not determine theirs, by its IANA name.</summary>
    [Required(ErrorMessage = "Set it to the IANA name of a time zone, such as Africa/Kigali.")]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Time zones by the country of the recipient's number (ISO 3166, two letters): <c>RW</c> = <c>Africa/Kigali</c>.</summary>
    public Dictionary<string, string> TimeZones { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The largest number of messages and flow starts for one person on one day, by the recipient's clock; 0 for any number. Urgent
    /// messages are sent all the same.
    /// </summary>
    [Range(0, 1000)]
    public int MaxPerPersonAndDay { get; set; }

    /// <summary>
    /// How long after a POST whose answer was lost, and which RapidPro does not show, it is sent again. Longer than the POST
    /// itself may take (<c>Mhero__RapidPro__RequestTimeout</c>), or people could get it twice.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ResendAfter { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How often a recipient whose contact is not made yet is waited for; then the recipient is left out.</summary>
    [Range(0, 100)]
    public int ContactWaits { get; set; } = 6;

    /// <summary>The wait before mHero first asks RapidPro for the delivery status; each further one is three times as long, up to an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan StatusPollDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long mHero asks RapidPro for the delivery status of messages. A status still open then stays unknown.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan StatusPollDuration { get; set; } = TimeSpan.FromDays(1);
}
