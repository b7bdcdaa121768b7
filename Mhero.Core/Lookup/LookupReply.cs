namespace Mhero.Core.Lookup;

/// <summary>The answer as it is sent: one flat JSON object of texts, and the HTTP status that goes with it.</summary>
/// <param name="Status">
/// 200 for whatever a flow branches on, 4xx where its author has to mend something, 503 where it has to go on without.
/// RapidPro counts 2xx alone as success.
/// </param>
/// <param name="Body">The members, in their order: <c>answer</c> and <c>code</c> first.</param>
public sealed record LookupReply(int Status, IReadOnlyDictionary<string, string> Body);
