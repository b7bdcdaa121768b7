using Mhero.Core.Messaging.Recipients;

namespace Mhero.Core.Messaging.Outbox;

/// <summary>One recipient in a chunk. No names and numbers.</summary>
internal sealed record RecipientRow
{
    public Guid? Contact { get; init; }

    public string? Person { get; init; }

    /// <summary>The registry's identifier for a person whom mHero is just creating there; null for others.</summary>
    public IdentifiedPerson? Coming { get; init; }

    public string? Language { get; init; }

    public string? Scheme { get; init; }

    public SendState State { get; init; }

    /// <summary>Why it is not done; a constant of <see cref="MessagingCodes"/>.</summary>
    public string? Code { get; init; }

    /// <summary>When it went out (UTC).</summary>
    public DateTimeOffset? SentOn { get; init; }

    /// <summary>The response of the run that the flow start began (<c>QuestionnaireResponse/123</c>).</summary>
    public string? Response { get; init; }

    /// <summary>Leaves the recipient out.</summary>
    public RecipientRow Leave(string code) => this with { State = SendState.LeftOut, Code = code };
}
