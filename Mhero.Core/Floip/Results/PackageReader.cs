using Mhero.Core.Floip.Json;

namespace Mhero.Core.Floip.Results;

/// <summary>
/// Reads the descriptor of a Flow Results package (specification 1.0.0-rc1 and 1.1.0): bare, as in files, or in the envelope of JSON:API,
/// with keys spelled by <c>_</c> or <c>-</c>.
/// </summary>
public static class PackageReader
{
    /// <summary>Reads a descriptor.</summary>
    /// <param name="json">UTF-8, with or without a byte order mark.</param>
    /// <returns>The package and the findings.</returns>
    /// <exception cref="FloipException">It is not JSON, or has no questions.</exception>
    public static PackageReading Read(ReadOnlyMemory<byte> json)
    {
        using var document = LooseJson.Parse(json);
        return Read(document.RootElement);
    }

    private static PackageReading Read(JsonElement root)
    {
        var data = LooseJson.FindObject(root, "data");
        var descriptor = data is null ? root : LooseJson.FindObject(data.Value, "attributes") ?? data.Value;
        var issues = new List<FloipIssue>();
        var resource = ResourceOf(descriptor, issues);
        var schema = LooseJson.FindObject(resource, "schema") ?? resource;
        if (LooseJson.Find(schema, "questions") is not { ValueKind: JsonValueKind.Object or JsonValueKind.Array } questions)
        {
            throw new FloipException(
                FloipCodes.NotAPackage,
                "This is not a Flow Results package: resources[0].schema.questions is missing. Pass the descriptor of a package, as GET /flow-results/packages/{id} answers it.");
        }

        var package = new ResultsPackage
        {
            Id = LooseJson.FindText(descriptor, "id") ?? (data is null ? null : LooseJson.FindText(data.Value, "id")),
            Name = LooseJson.FindText(descriptor, "name"),
            Title = LooseJson.FindText(descriptor, "title"),
            Created = LooseJson.FindText(descriptor, "created"),
            Modified = LooseJson.FindText(descriptor, "modified"),
            SpecificationVersion = LooseJson.FindText(descriptor, "flow_results_specification_version") ?? LooseJson.FindText(descriptor, "flow_results_specification"),
            Language = LooseJson.FindText(schema, "language"),
            RowsUrl = LooseJson.FindText(resource, "api_data_url") ?? LooseJson.FindText(resource, "path"),
            Questions = new QuestionReader(issues).Read(questions),
        };
        if (package.Modified is null)
        {
            issues.Add(new FloipIssue(FloipCodes.PackageIncomplete, "modified", "The package has no time of its last change, which is its version; mHero uses the time of its creation, or 0."));
        }

        return new PackageReading(package, issues);
    }

    /// <summary>The one resource, which has the schema; of several the first that has one.</summary>
    private static JsonElement ResourceOf(JsonElement descriptor, List<FloipIssue> issues)
    {
        var resources = LooseJson.FindItems(descriptor, "resources").Where(r => r.ValueKind == JsonValueKind.Object).ToList();
        if (resources.Count > 1)
        {
            issues.Add(new FloipIssue(FloipCodes.PackageIncomplete, "resources", "A Flow Results package has one resource, and this one has several; mHero uses the first that has questions."));
        }

        var index = resources.FindIndex(r => LooseJson.FindObject(r, "schema") is { } schema && LooseJson.Find(schema, "questions") is not null);
        return index >= 0 ? resources[index] : resources.Count > 0 ? resources[0] : descriptor;
    }
}
