namespace Mhero.Functions.Http;

/// <summary>Errors as <c>application/problem+json</c> with a stable code.</summary>
internal static class Problems
{
    public static IResult Of(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });

    /// <summary>A refusal that lists every fault with its place.</summary>
    public static IResult Of<TFault>(int status, string code, string detail, IReadOnlyList<TFault> faults) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code, ["faults"] = faults });
}
