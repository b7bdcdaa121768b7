using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;

namespace Mhero.Core.Fhir;

/// <summary>Reads FHIR JSON that a client sent: strictly, because a fault is best mended by whoever made it.</summary>
public static class FhirInput
{
    private static readonly JsonSerializerOptions Strict =
        new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Strict);

    /// <summary>Reads a resource.</summary>
    /// <typeparam name="T">The type that is expected, or a base of it.</typeparam>
    /// <param name="json">FHIR R4 JSON.</param>
    /// <param name="path">Where the resource stands in what the client sent; each issue's path begins with it.</param>
    /// <param name="issues">Receives every fault at once.</param>
    /// <returns>The resource; null if it has faults.</returns>
    public static T? Read<T>(string json, string path, ICollection<OperationOutcome.IssueComponent> issues)
        where T : Resource
    {
        try
        {
            if (JsonSerializer.Deserialize<Resource>(json, Strict) is T resource)
            {
                return resource;
            }

            issues.Add(Fault(path, $"A {typeof(T).Name} is expected here."));
        }
        catch (DeserializationFailedException e)
        {
            foreach (var fault in e.Exceptions)
            {
                issues.Add(Fault(path, fault.Message));
            }
        }
        catch (JsonException)
        {
            issues.Add(Fault(path, "This is not JSON."));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException or NotSupportedException or NullReferenceException or InvalidCastException)
        {
            // The parser throws these for some malformed members, such as an array beside the extension of a text or half of a surrogate pair.
            issues.Add(Fault(path, $"A member has another shape than FHIR's JSON format gives it ({e.GetType().Name}): compare it with the specification."));
        }

        return null;
    }

    private static OperationOutcome.IssueComponent Fault(string path, string text) => new()
    {
        Severity = OperationOutcome.IssueSeverity.Error,
        Code = OperationOutcome.IssueType.Invalid,
        Diagnostics = text,
        Expression = [path],
    };
}
