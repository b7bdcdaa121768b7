using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Mhero.Functions.Tests.Deployment;

/// <summary>
/// What Azure would be asked to make, as <c>bicep snapshot</c> predicts it: every resource with its properties, where what only
/// Azure knows (an identity's client id, say) is left as an expression.
/// </summary>
internal sealed partial class DeploymentPlan
{
    private const string Subscription = "00000000-0000-0000-0000-000000000001";

    private static readonly ConcurrentDictionary<string, Lazy<Task<DeploymentPlan>>> Made = new(StringComparer.Ordinal);

    private DeploymentPlan(string json) => Resources = [.. JsonDocument.Parse(json).RootElement.GetProperty("predictedResources").EnumerateArray()];

    public IReadOnlyList<JsonElement> Resources { get; }

    /// <summary>The settings of the app, in the order in which later ones go before earlier ones.</summary>
    public IReadOnlyList<SettingSource> Settings => SettingSource.Parse(One("Microsoft.Web/sites/config").GetProperty("properties").GetString()!);

    /// <summary>The four that mHero needs, and what azd adds, as Bicep literals.</summary>
    public static IReadOnlyDictionary<string, string> Required { get; } = new Dictionary<string, string>
    {
        ["environmentName"] = "'moh-test'",
        ["location"] = "'westeurope'",
        ["rapidProBaseUrl"] = "'https://rapidpro.example.org'",
        ["rapidProToken"] = "'the-token-itself'",
        ["fhirBaseUrl"] = "'https://registry.example.org/fhir'",
        ["defaultRegion"] = "'rw'",
        ["webhookSecret"] = "'the-webhook-secret-itself'",
    };

    /// <summary>Predicts a deployment.</summary>
    /// <param name="parameters">Parameters beside or instead of <see cref="Required"/>, as Bicep literals.</param>
    public static Task<DeploymentPlan> MakeAsync(params (string Name, string Value)[] parameters) =>
        Made.GetOrAdd(string.Join('\n', parameters), _ => new Lazy<Task<DeploymentPlan>>(() => CompileAsync(parameters))).Value;

    /// <summary>What the compiler says of a deployment that cannot be.</summary>
    public static async Task<string> RefuseAsync(params (string Name, string Value)[] parameters)
    {
        var (code, output, plan) = await TryAsync(parameters);
        Assert.True(code != 0 && plan.Length == 0, "the deployment would be made");
        return output;
    }

    public IEnumerable<JsonElement> All(string type) => Resources.Where(r => r.GetProperty("type").GetString() == type);

    public JsonElement One(string type) => Assert.Single(All(type));

    public IEnumerable<string> Types() => Resources.Select(r => r.GetProperty("type").GetString()!);

    private static async Task<DeploymentPlan> CompileAsync((string Name, string Value)[] parameters)
    {
        var (code, output, plan) = await TryAsync(parameters);
        Assert.True(code == 0 && output.Trim().Length == 0, output);
        return new DeploymentPlan(plan);
    }

    private static async Task<(int Code, string Output, string Plan)> TryAsync((string Name, string Value)[] parameters)
    {
        var folder = Directory.CreateTempSubdirectory("mhero-plan-");
        try
        {
            var file = Path.Combine(folder.FullName, "plan.bicepparam");
            var values = Required.Where(r => !Array.Exists(parameters, p => p.Name == r.Key)).Select(r => (r.Key, r.Value)).Concat(parameters);
            var text = new StringBuilder($"using '{Path.GetRelativePath(folder.FullName, Repository.Template).Replace('\\', '/')}'\n");
            foreach (var (name, value) in values)
            {
                text.Append("param ").Append(name).Append(" = ").Append(value).Append('\n');
            }

            await File.WriteAllTextAsync(file, text.ToString());
            var (code, output) = await Bicep.RunAsync("snapshot", file, "--mode", "overwrite", "--subscription-id", Subscription, "--location", "westeurope");
            var plan = Path.ChangeExtension(file, ".snapshot.json");
            return (code, Experimental().Replace(output, ""), File.Exists(plan) ? await File.ReadAllTextAsync(plan) : "");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex("^WARNING: .*experimental.*$", RegexOptions.Multiline)]
    private static partial Regex Experimental();
}
