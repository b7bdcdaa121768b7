using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;

namespace Mhero.Core.Fhir;

/// <summary>Reads FHIR JSON that a client sent: strictly, because the client can best correct its own faults.</summary>
public static class FhirInput
{
    private static readonly JsonSerializerOptions Strict =
        new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Strict);

    private static readonly JsonSerializerOptions Recoverable =
        new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector).UsingMode(DeserializationMode.Recoverable);

    // Of the SDK: an array without elements, an element without content.
    private static readonly HashSet<string> Emptiness = ["JSON121", "PVAL129"];

    /// <summary>
    /// Reads a resource in which faults that lose nothing are warnings: a narrative that is not valid, empty arrays and objects, and,
    /// where the caller allows it, missing elements.
    /// </summary>
    /// <typeparam name="T">The type that is expected.</typeparam>
    /// <param name="json">FHIR R4 JSON.</param>
    /// <param name="code">The code of the issues, in <see cref="MheroSystems.IssueCodes"/>.</param>
    /// <param name="allowMissing">Whether elements may be missing that R4 requires.</param>
    /// <param name="issues">Receives every fault with its place; errors only when null is returned.</param>
    /// <param name="path">What each issue's path begins with; the resource's type if null.</param>
    /// <returns>The resource; null if it has errors.</returns>
    public static T? ReadLenient<T>(
        string json, string code, bool allowMissing, ICollection<OperationOutcome.IssueComponent> issues, string? path = null)
        where T : Resource
    {
        path ??= typeof(T).Name;
        var found = new List<OperationOutcome.IssueComponent>();
        var read = Read<T>(json, path, found, out var faults);
        if (read is null && faults.Count > 0 && faults.All(fault => IsHarmless(fault, allowMissing)))
        {
            found.Clear();
            read = JsonSerializer.Deserialize<Resource>(json, Recoverable) as T;
            foreach (var fault in faults)
            {
                var issue = Fault(PlaceOf(fault, path), fault.Message);
                issue.Severity = OperationOutcome.IssueSeverity.Warning;
                found.Add(issue);
            }
        }

        foreach (var issue in found)
        {
            issue.Details = new CodeableConcept(MheroSystems.IssueCodes, code) { Text = issue.Diagnostics };
            issues.Add(issue);
        }

        return read;
    }

    /// <summary>Reads a resource.</summary>
    /// <typeparam name="T">The type that is expected, or a base of it.</typeparam>
    /// <param name="json">FHIR R4 JSON.</param>
    /// <param name="path">Where the resource stands in what the client sent; each issue's path begins with it.</param>
    /// <param name="issues">Receives every fault at once.</param>
    /// <returns>The resource; null if it has faults.</returns>
    public static T? Read<T>(string json, string path, ICollection<OperationOutcome.IssueComponent> issues)
        where T : Resource => Read<T>(json, path, issues, out _);

    private static T? Read<T>(string json, string path, ICollection<OperationOutcome.IssueComponent> issues, out IReadOnlyCollection<CodedException> faults)
        where T : Resource
    {
        faults = [];
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
            faults = e.Exceptions;
            foreach (var fault in e.Exceptions)
            {
                issues.Add(Fault(PlaceOf(fault, path), fault.Message));
            }
        }
        catch (JsonException)
        {
            issues.Add(Fault(path, "This is not JSON."));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The SDK throws many kinds at malformed members, such as an array beside the extension of a text, half of a surrogate pair, or a list that is a number.
            issues.Add(Fault(path, $"A member has another shape than FHIR's JSON format gives it ({e.GetType().Name}): compare it with the specification."));
        }

        return null;
    }

    private static bool IsHarmless(CodedException fault, bool allowMissing) =>
        Emptiness.Contains(fault.ErrorCode)
        || (allowMissing && fault.ErrorCode == "PVAL105")
        || (fault is ExtendedCodedException { InstancePath: { } place } && place.EndsWith(".text.div", StringComparison.Ordinal));

    /// <summary>The element at fault; its path begins as the caller named the resource.</summary>
    private static string PlaceOf(CodedException fault, string path)
    {
        if (fault is not ExtendedCodedException { InstancePath: { } place })
        {
            return path;
        }

        var dot = place.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? path : path + place[dot..];
    }

    private static OperationOutcome.IssueComponent Fault(string path, string text) => new()
    {
        Severity = OperationOutcome.IssueSeverity.Error,
        Code = OperationOutcome.IssueType.Invalid,
        Diagnostics = text,
        Expression = [path],
    };
}
