using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Authoring;

/// <summary>How a flow is authored.</summary>
public sealed record AuthoringOptions
{
    /// <summary>The address in flows that a person replaces before the import; <c>mhero doctor --flows</c> finds it.</summary>
    public const string PlaceholderWebhook = "https://mhero.example.org/api/rapidpro/webhook?code=your-function-key";

    /// <summary>The secret in flows that a person replaces before the import.</summary>
    public const string PlaceholderSecret = "change-me-to-your-webhook-secret";

    /// <summary>The most retries that can be asked for.</summary>
    public const int MaxRetries = 9;

    /// <summary>The RapidPro release that imports the file.</summary>
    public RapidProTarget Target { get; init; } = RapidProTarget.V9;

    /// <summary>The date format of the workspace.</summary>
    public WorkspaceDateFormat DateFormat { get; init; }

    /// <summary>How options are listed.</summary>
    public MenuStyle Menu { get; init; }

    /// <summary>How a choice that repeats is asked.</summary>
    public SelectionStyle Selection { get; init; }

    /// <summary>How often a question is asked again after an answer that was not understood; then the flow goes on with the answer as it is.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>The name of the flow; null takes the Questionnaire's identifier of a flow name, else its title or name.</summary>
    public string? FlowName { get; init; }

    /// <summary>The first message, by BCP-47 tag; the tag of the Questionnaire's own language has to be among them. Empty for none.</summary>
    public IReadOnlyDictionary<string, string> Opening { get; init; } = new Dictionary<string, string>();

    /// <summary>A question for consent that is asked first, by BCP-47 tag; without a yes nothing else is asked. Empty for none.</summary>
    public IReadOnlyDictionary<string, string> Consent { get; init; } = new Dictionary<string, string>();

    /// <summary>The words that start the flow; none if empty.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Minutes without an answer after which the run ends.</summary>
    public int ExpireAfterMinutes { get; init; } = 720;

    /// <summary>The address of mHero's webhook with its key; null leaves the webhook out.</summary>
    public string? Webhook { get; init; } = PlaceholderWebhook;

    /// <summary>The value of the webhook's header <c>X-Mhero-Secret</c>.</summary>
    public string WebhookSecret { get; init; } = PlaceholderSecret;

    /// <summary>After how many questions the answers so far are sent to mHero.</summary>
    public int PageSize { get; init; } = 10;

    /// <summary>The most rows of a group that repeats; fewer where the group's <c>maxOccurs</c> is less.</summary>
    public int MaxRows { get; init; } = 5;

    /// <summary>Whether the last message lists the answers.</summary>
    public bool Summary { get; init; } = true;

    /// <summary>The <c>site</c> of the file; RapidPro compares it with its own host.</summary>
    public string Site { get; init; } = "https://rapidpro.example.org";

    /// <summary>Checks the options.</summary>
    /// <returns>Every fault at once; empty when all is well.</returns>
    public IReadOnlyList<string> Validate()
    {
        List<string> faults = [];
        if (Retries is < 0 or > MaxRetries)
        {
            faults.Add($"Retries must be between 0 and {MaxRetries}.");
        }

        if (PageSize < 1)
        {
            faults.Add("The page size must be at least 1.");
        }

        if (MaxRows is < 1 or > 99)
        {
            faults.Add("The most rows must be between 1 and 99.");
        }

        faults.AddRange(Keywords.Where(word => word.Length is 0 or > 16 || !word.All(c => char.IsLetterOrDigit(c) || c == '_'))
            .Select(word => $"The keyword '{word}' must be one word of at most 16 letters and digits."));
        faults.AddRange(Opening.Keys.Concat(Consent.Keys).Where(tag => LanguageCodes.ToIso6393(tag) is null).Distinct().Select(tag => $"'{tag}' is not a language of BCP-47, such as en."));
        if (Webhook is { } address && !(Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            faults.Add("The webhook must be an http or https address.");
        }

        return faults;
    }

    /// <summary>The languages of the texts that are given here, ISO 639-3.</summary>
    internal IEnumerable<string> Languages() => Opening.Keys.Concat(Consent.Keys).Select(LanguageCodes.ToIso6393).OfType<string>();
}
