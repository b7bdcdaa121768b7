using System.Diagnostics.CodeAnalysis;

namespace Mhero.Core.RapidPro.Webhooks;

/// <summary>
/// Reads the body of a webhook: what <c>call_webhook</c> sends by default, that with <c>run</c> added, the big body of
/// flows from RapidPro's old engine, and what <c>call_resthook</c> sends. They share <c>contact</c>, <c>flow</c> and
/// <c>results</c>; everything else is optional, and unknown members are ignored.
/// </summary>
public static class WebhookBody
{
    /// <summary>The most results that a body may have.</summary>
    public const int MaxResults = 512;

    /// <summary>The longest key of a result, in characters; RapidPro makes none longer.</summary>
    public const int MaxKeyLength = 64;

    /// <summary>Reads a body as it came, with or without a byte order mark.</summary>
    /// <param name="body">The body's bytes, UTF-8.</param>
    /// <param name="run">The run in the body; null when it cannot be used.</param>
    /// <param name="problems">Why it cannot be used, all reasons at once; else empty.</param>
    /// <returns>Whether it can be used.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out WebhookRun? run, out IReadOnlyList<WebhookProblem> problems)
    {
        var text = body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        try
        {
            using var document = JsonDocument.Parse(text);
            return TryRead(document.RootElement, out run, out problems);
        }
        catch (JsonException)
        {
            return Fail(NotJson("is not JSON"), out run, out problems);
        }
    }

    /// <summary>Reads a body that is parsed already. The results do not refer to the document.</summary>
    /// <param name="body">The body.</param>
    /// <param name="run">The run in the body; null when it cannot be used.</param>
    /// <param name="problems">Why it cannot be used, all reasons at once; else empty.</param>
    /// <returns>Whether it can be used.</returns>
    public static bool TryRead(JsonElement body, [NotNullWhen(true)] out WebhookRun? run, out IReadOnlyList<WebhookProblem> problems)
    {
        WebhookReader reader = new();
        try
        {
            run = reader.Read(body);
            problems = reader.Problems;
            return run is not null;
        }
        catch (InvalidOperationException)
        {
            // That is how JsonElement answers for half of a surrogate pair.
            return Fail(NotJson("holds text that is not Unicode"), out run, out problems);
        }
    }

    private static WebhookProblem NotJson(string what) =>
        new(RapidProInputCodes.NotJson, "", $"The webhook's body {what}: paste {WebhookReader.DefaultBody} as the body of a POST.");

    private static bool Fail(WebhookProblem problem, out WebhookRun? run, out IReadOnlyList<WebhookProblem> problems)
    {
        run = null;
        problems = [problem];
        return false;
    }
}
