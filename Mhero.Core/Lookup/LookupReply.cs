namespace Mhero.Core.Lookup;

/// <summary>The answer as it is sent: one flat JSON object of texts, and the HTTP status that goes with it.</summary>
/// <param name="Status">
/// 200 for every answer that a flow branches on, 4xx for a fault that its author has to correct, 503 when no answer is available.
/// RapidPro counts 2xx alone as success.
/// </param>
/// <param name="Body">The members, in their order: <c>answer</c> and <c>code</c> first.</param>
public sealed record LookupReply(int Status, IReadOnlyDictionary<string, string> Body);
