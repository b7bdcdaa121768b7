using System.Text.RegularExpressions;

namespace Mhero.Functions.Tests.Deployment;

/// <summary>Azure's built-in roles, as its documentation lists them.</summary>
internal static partial class DeploymentRoles
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["19e7f393-937e-4f77-808e-94535d297925"] = "Storage Queue Data Reader",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["76199698-9eea-4c19-bc75-cec21354c6b6"] = "Storage Table Data Reader",
        ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
        ["b86a8fe4-44ce-4948-aee5-eccb2c155cd7"] = "Key Vault Secrets Officer",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        ["43d0d8ad-25c7-4714-9337-8ba259a9fe05"] = "Monitoring Reader",
        ["73c42c96-874c-492b-b04d-ab87d138a893"] = "Log Analytics Reader",
        ["5a1fc7df-4bf1-4951-a576-89034ee01acd"] = "FHIR Data Contributor",
    };

    public static string IdOf(string name) => Names.Single(n => n.Value == name).Key;

    public static string NameOf(string definition) => Names[Guid().Match(definition[definition.LastIndexOf('/')..]).Value];

    /// <summary>The type of the resource on which the role is given, such as <c>vaults</c>.</summary>
    public static string ScopeOf(JsonElement assignment)
    {
        var scope = Scope().Match(assignment.GetProperty("id").GetString()!).Groups["scope"].Value;
        return scope.Split('/', StringSplitOptions.RemoveEmptyEntries)[^2];
    }

    /// <summary>An id, or the expression of one whose last part only Azure knows.</summary>
    [GeneratedRegex(@"^(\[extensionResourceId\('(?<scope>[^']+)'|(?<scope>.+?)/providers/Microsoft\.Authorization/)", RegexOptions.ExplicitCapture)]
    private static partial Regex Scope();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Guid();
}
