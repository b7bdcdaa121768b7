using Hl7.Fhir.Model;

namespace Mhero.Core.Fhir;

/// <summary>One request, as often as it has to be sent.</summary>
internal sealed record FhirRequest(HttpMethod Method, Uri Url, string Label)
{
    /// <summary>The body, already serialised, since a repeat sends the same bytes.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    public string ContentType { get; init; } = "application/fhir+json";

    public string? IfMatch { get; init; }

    public string? IfNoneExist { get; init; }

    public string? Prefer { get; init; }

    public bool NoCache { get; init; }

    /// <summary>Whether the server's data may change by it.</summary>
    public bool Writes { get; init; }

    /// <summary>Whether a second time does no harm when the first may have been done.</summary>
    public bool Repeatable { get; init; } = true;

    /// <summary>Whether it carries a condition, so that 412 means more than one match.</summary>
    public bool Conditional { get; init; }

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, Url);
        message.Headers.Add("Accept", "application/fhir+json");
        Add("If-Match", IfMatch);
        Add("If-None-Exist", IfNoneExist);
        Add("Prefer", Prefer);
        Add("Cache-Control", NoCache ? "no-cache" : null);
        if (Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        return message;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    public static FhirRequest Write(HttpMethod method, Uri url, Resource resource) =>
        new(method, url, $"{method} {resource.TypeName}") { Body = FhirJson.Serialize(resource), Writes = true };
}
