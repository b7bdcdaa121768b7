using Mhero.Simulator.Engine.Expressions;

namespace Mhero.Simulator.Engine.Running;

/// <summary>The result of a call.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">The address that the flow gave.</param>
/// <param name="Status">The HTTP status; null without an answer in time.</param>
/// <param name="Json">The answer, when it was JSON.</param>
/// <param name="Headers">The answer's headers.</param>
internal sealed record WebhookAnswer(string Method, string Url, int? Status, object? Json, IReadOnlyList<(string Name, string Value)> Headers)
{
    /// <summary>RapidPro keeps no larger answer with a result.</summary>
    private const int MaxExtra = 10_000;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The subscriber says that it is gone for good.</summary>
    public bool IsGone => Status == 410;

    public RunResult ToResult(string name, Guid node, long time) => new(
        name,
        (Status ?? 0).ToString(CultureInfo.InvariantCulture),
        IsSuccess ? "Success" : "Failure",
        Localized: "",
        $"{Method} {Url}",
        node,
        time,
        Json is not null && XValue.ToJson(Json).Length < MaxExtra ? Json : null);

    public XObject ToObject() => new(
        ("status", (decimal)(Status ?? 0)),
        ("headers", new XObject(Headers.Select(h => KeyValuePair.Create(h.Name, (object?)h.Value)))),
        ("json", Json))
    {
        HasDefault = true,
        Default = $"{Method} {Url}",
    };
}
