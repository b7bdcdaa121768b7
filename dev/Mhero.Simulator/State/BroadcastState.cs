namespace Mhero.Simulator.State;

/// <summary>A broadcast at one moment. Replaced on each change, never altered.</summary>
internal sealed record BroadcastState
{
    public required int Id { get; init; }

    public required Guid Uuid { get; init; }

    public required Recipients To { get; init; }

    /// <summary>By language, in the order given.</summary>
    public required IReadOnlyList<(string Language, string Text)> Texts { get; init; }

    public required string BaseLanguage { get; init; }

    public string Status { get; init; } = "queued";

    /// <summary>How many contacts it came to; -1 until they were counted.</summary>
    public int Total { get; init; } = -1;

    public required long CreatedOn { get; init; }

    /// <summary>In the contact's language, or else in the base language.</summary>
    public string TextFor(ContactState contact) =>
        Texts.FirstOrDefault(t => t.Language == contact.Language).Text ?? Texts.First(t => t.Language == BaseLanguage).Text;
}
