namespace Mhero.Functions.Tests.Published;

/// <summary>The app settings of <c>local.settings.sample.json</c>, as environment variables, over a given storage account.</summary>
internal static class WorkerSettings
{
    public const string WebhookSecret = "simulator-webhook-secret";

    private static readonly JsonObject Sample = JsonNode.Parse(
        File.ReadAllText(Path.Combine(SourceTree.Root, "Mhero.Functions", "local.settings.sample.json")))!["Values"]!.AsObject();

    /// <summary>The settings, with no address of RapidPro or of a FHIR server that answers.</summary>
    public static Dictionary<string, string?> Of(string connectionString)
    {
        var settings = Sample.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.Ordinal);
        settings["AzureWebJobsStorage"] = connectionString;
        settings["Mhero__RapidPro__BaseUrl"] = "http://127.0.0.1:9";
        settings["Mhero__Fhir__BaseUrl"] = "http://127.0.0.1:9/fhir";
        return settings;
    }

    /// <summary>The queue that a setting names; with a suffix such as <c>-poison</c> behind the setting's name, that of the queue.</summary>
    public static string Queue(string name)
    {
        var setting = name.Split('-')[0];
        return (string)Sample[setting]! + name[setting.Length..];
    }
}
