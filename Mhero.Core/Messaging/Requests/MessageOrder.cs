using Hl7.Fhir.Model;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Reporting;

namespace Mhero.Core.Messaging.Requests;

/// <summary>An order to send something to people, by a client's CommunicationRequest or from code.</summary>
public sealed record MessageOrder
{
    /// <summary>The key that identifies the order: two orders with one key are one order, whatever their other content.</summary>
    public required string Key { get; init; }

    /// <summary>What to send.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>The recipients; ignored when <see cref="ResolvedRecipients"/> is set.</summary>
    public IReadOnlyList<RecipientTarget> To { get; init; } = [];

    /// <summary>The people, when the caller has found them already with <see cref="RecipientResolver"/>; null to find them by <see cref="To"/>.</summary>
    public ResolvedRecipients? ResolvedRecipients { get; init; }

    /// <summary>The earliest time to send it (UTC); null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The time after which nothing more of it is sent (UTC); null for none.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Whether it goes out to those who opted out too, at night, and over the day's ceiling.</summary>
    public bool IsUrgent { get; init; }

    /// <summary>The request as a client wrote it; null to have one made. mHero keeps it in the registry with an identifier of its own.</summary>
    public CommunicationRequest? Resource { get; init; }

    /// <summary>Code of HL7's <c>communication-category</c> for a request that is made here (<c>reminder</c>, <c>notification</c>, <c>alert</c>, <c>instruction</c>).</summary>
    public string Category { get; init; } = "notification";

    /// <summary>The period that a reminder is about; null for none.</summary>
    public ReportPeriod? Period { get; init; }

    /// <summary>Reference of the CommunicationRequest with the schedule that this is a time of; null for none.</summary>
    public string? BasedOn { get; init; }
}
