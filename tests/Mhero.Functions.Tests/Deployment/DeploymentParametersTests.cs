using System.Text.RegularExpressions;

namespace Mhero.Functions.Tests.Deployment;

/// <summary><c>main.parameters.json</c>, which azd fills from its environment: what has no value there and no default in the template is asked.</summary>
public sealed partial class DeploymentParametersTests
{
    /// <summary>azd itself knows or makes these.</summary>
    private static readonly string[] OfAzd = ["environmentName", "location", "webhookSecret"];

    private static readonly Lazy<Task<Dictionary<string, JsonElement>>> Template = new(CompileAsync);

    [BicepFact]
    public async Task Parameters_OfTheFile_AreTheTemplatesWithItsDefaults()
    {
        var template = await TemplateParametersAsync();
        var file = FileParameters();

        Assert.Equal(template.Keys.Where(name => name != "settings").Order(StringComparer.Ordinal), file.Keys.Order(StringComparer.Ordinal));
        Assert.All(file, parameter =>
        {
            var expected = template[parameter.Key].TryGetProperty("defaultValue", out var value) ? Text(value) : null;
            Assert.Equal((parameter.Key, expected), (parameter.Key, parameter.Value));
        });
    }

    [BicepFact]
    public async Task Parameters_WithoutDefault_AreTheFourThatAreAsked()
    {
        var template = await TemplateParametersAsync();

        var asked = template.Where(p => !p.Value.TryGetProperty("defaultValue", out _)).Select(p => p.Key).Except(OfAzd, StringComparer.Ordinal);

        Assert.Equal(["defaultRegion", "fhirBaseUrl", "rapidProBaseUrl", "rapidProToken"], asked.Order(StringComparer.Ordinal));
        Assert.All(template, p => Assert.False(string.IsNullOrWhiteSpace(p.Value.GetProperty("metadata").GetProperty("description").GetString())));
        Assert.Equal("generate", template["webhookSecret"].GetProperty("metadata").GetProperty("azd").GetProperty("type").GetString());
    }

    /// <summary>A parameters file of Bicep would go before this one, and azd asks for nothing then.</summary>
    [Fact]
    public void Parameters_OfBicep_AreNotBesideTheFile() =>
        Assert.Empty(Directory.GetFiles(Repository.Infra, "*.bicepparam", SearchOption.AllDirectories));

    [Fact]
    public void Parameters_EveryVariable_IsDocumented()
    {
        var documentation = Repository.Read("docs", "deploy.md");

        Assert.All(
            Variable().Matches(Repository.Read("infra", "bicep", "main.parameters.json")).Select(m => m.Groups["variable"].Value),
            variable => Assert.Contains(variable, documentation, StringComparison.Ordinal));
    }

    private static Task<Dictionary<string, JsonElement>> TemplateParametersAsync() => Template.Value;

    private static async Task<Dictionary<string, JsonElement>> CompileAsync()
    {
        var (code, output) = await Bicep.RunAsync("build", Repository.Template, "--stdout");
        Assert.Equal(0, code);
        return JsonDocument.Parse(output).RootElement.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => p.Value);
    }

    private static Dictionary<string, string?> FileParameters() =>
        JsonDocument.Parse(Repository.Read("infra", "bicep", "main.parameters.json")).RootElement.GetProperty("parameters").EnumerateObject().ToDictionary(
            p => p.Name,
            p => Variable().Match(p.Value.GetProperty("value").GetString()!) is { Success: true } m && m.Groups["default"] is { Success: true } value ? value.Value : null);

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean() ? "true" : "false",
        JsonValueKind.Number => value.GetInt64().ToString(CultureInfo.InvariantCulture),
        _ => value.GetString()!,
    };

    [GeneratedRegex(@"\$\{(?<variable>[A-Z_]+)(=(?<default>[^}]*))?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Variable();
}
