using Mhero.Core.RapidPro.Flows;

namespace Mhero.Core.Messaging;

/// <summary>Finds the faults of a flow's calls to mHero. Pure.</summary>
internal static class FlowWebhooks
{
    private const string SecretHeader = "X-Mhero-Secret";
    private const string ExampleHost = ".example.org";
    private static readonly string[] Paths = ["/rapidpro/webhook", "/rapidpro/lookup"];
    private static readonly string[] Placeholders = ["your-function-key", "change-me"];

    /// <summary>The faults of all calls, each once.</summary>
    /// <param name="definition">The flow.</param>
    /// <param name="app">The app's address; null when it is not known.</param>
    /// <param name="secret">The secret of the settings; null or empty when there is none.</param>
    public static IReadOnlyList<string> Check(FlowDefinition definition, Uri? app, string? secret) =>
    [
        .. definition.Nodes.SelectMany(n => n.Actions)
            .Where(a => a.Type == "call_webhook" && Paths.Any(p => a.Url?.Contains(p, StringComparison.OrdinalIgnoreCase) is true))
            .SelectMany(a => Check(a, app, secret))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether a node of the flow sends its results to mHero.</summary>
    /// <param name="definition">The flow.</param>
    public static bool CallsWebhook(FlowDefinition definition) =>
        definition.Nodes.SelectMany(n => n.Actions).Any(a => a.Type == "call_webhook" && a.Url?.Contains(Paths[0], StringComparison.OrdinalIgnoreCase) is true);

    private static IEnumerable<string> Check(FlowAction action, Uri? app, string? secret)
    {
        var address = action.Url!.Split('?')[0];
        var query = action.Url.Contains('?', StringComparison.Ordinal) ? action.Url[(action.Url.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&') : [];
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            yield return $"The webhook calls {address}, which is not an address: enter the app's address.";
        }
        else if (uri.Host.EndsWith(ExampleHost, StringComparison.OrdinalIgnoreCase) || (app is not null && uri.Authority != app.Authority))
        {
            yield return app is null
                ? $"The webhook calls {uri.Authority}, the address of an example: enter the app's address."
                : $"The webhook calls {uri.Authority} and not {app.Authority}: enter the app's address.";
        }

        if (IsPlaceholder(ValueOf(query, "code")))
        {
            yield return "The webhook's address has no function key: enter it as code.";
        }

        var sent = action.Headers.FirstOrDefault(h => string.Equals(h.Key, SecretHeader, StringComparison.OrdinalIgnoreCase)).Value ?? ValueOf(query, "secret");
        if (IsPlaceholder(sent))
        {
            yield return $"The webhook sends no secret: add the header {SecretHeader} with the secret of Mhero__RapidPro__WebhookSecret.";
        }
        else if (!string.IsNullOrEmpty(secret) && !sent!.Contains('@', StringComparison.Ordinal) && !IsSame(secret, sent))
        {
            yield return $"The webhook sends another secret than Mhero__RapidPro__WebhookSecret: correct the header {SecretHeader}.";
        }
    }

    private static string? ValueOf(string[] query, string name) =>
        Array.Find(query, q => q.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..];

    private static bool IsPlaceholder(string? value) =>
        string.IsNullOrWhiteSpace(value) || value.StartsWith('<') || Array.Exists(Placeholders, p => value.StartsWith(p, StringComparison.OrdinalIgnoreCase));

    private static bool IsSame(string secret, string sent) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), SHA256.HashData(Encoding.UTF8.GetBytes(sent)));
}
