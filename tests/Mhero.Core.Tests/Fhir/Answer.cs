namespace Mhero.Core.Tests.Fhir;

/// <summary>One prepared answer.</summary>
internal sealed record Answer(int Status)
{
    public string Body { get; init; } = "";

    public string ContentType { get; init; } = "application/fhir+json";

    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>Longer than the request's time limit: the server did it, and the answer is lost.</summary>
    public TimeSpan Delay { get; init; }

    public static Answer Ok(string body) => new(200) { Body = body };

    public static Answer Practitioner(string version, string more = "") =>
        Ok($$"""{"resourceType":"Practitioner","id":"p1","meta":{"versionId":"{{version}}"},"active":true{{more}}}""");

    public static Answer Outcome(int status, string code, string text = "") =>
        new(status) { Body = $$$"""{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"{{{code}}}","details":{"text":"{{{text}}}"}}]}""" };
}
