using System.Text.RegularExpressions;

namespace Mhero.DevHost.Host;

/// <summary>The app settings in the way the Functions runtime looks them up: <c>A__B</c> and <c>A:B</c> are the same name.</summary>
internal sealed partial class AppSettings(IConfiguration configuration)
{
    public const string DefaultConnection = "AzureWebJobsStorage";

    /// <summary>The setting's value, or null if it is missing or blank.</summary>
    public string? Find(string name) =>
        Filled(configuration[name])
        ?? Filled(configuration[name.Replace("__", ":", StringComparison.Ordinal)])
        ?? Filled(configuration[name.Replace(":", "__", StringComparison.Ordinal)]);

    /// <summary>Replaces every <c>%Name%</c> of a text by its setting. Missing settings are added to the problems.</summary>
    public string Resolve(string text, string function, ICollection<string> problems) =>
        Placeholder().Replace(text, match =>
        {
            var name = match.Groups[1].Value;
            if (Find(name) is { } value)
            {
                return value;
            }

            problems.Add($"The app setting '{name}' is missing: function {function} needs it. Add it to the app settings.");
            return string.Empty;
        });

    /// <summary>The connection string of that name. The runtime also takes the name with the prefix <c>AzureWebJobs</c>, and a connection string proper.</summary>
    public string? FindConnection(string name) =>
        Find("AzureWebJobs" + name) ?? Find(name) ?? Filled(configuration.GetConnectionString(name));

    /// <summary>Whether <c>AzureWebJobs.&lt;Function&gt;.Disabled</c> is true or 1.</summary>
    public bool IsDisabled(string function)
    {
        var value = Find($"AzureWebJobs.{function}.Disabled") ?? Find($"AzureWebJobs__{function}__Disabled");
        return value is not null && (value == "1" || (bool.TryParse(value, out var disabled) && disabled));
    }

    private static string? Filled(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Placeholder();
}
