using System.Text.RegularExpressions;
using Mhero.Core;
using Mhero.DevHost.Host;
using Mhero.Functions.Console;
using Mhero.Functions.Timers;

namespace Mhero.DevHost.Run;

/// <summary>Finds what is wrong with settings without asking anybody: values, schedules, names that nothing reads.</summary>
internal static partial class SettingsCheck
{
    /// <summary>All faults by section, one sentence each; sections without one have an empty list.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Run(LocalSettings settings)
    {
        var configuration = settings.BuildForCheck();
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .AddMhero(configuration)
            .AddMheroConsole(configuration)
            .BuildServiceProvider();
        var faults = new Dictionary<string, IReadOnlyList<string>> { ["Settings"] = [.. settings.Faults()] };
        foreach (var section in SettingSections.All.GroupBy(section => section.Title))
        {
            faults[section.Key] = [.. section.SelectMany(options => FaultsOf(options, services))];
        }

        faults["Schedules and queues"] = [.. HostFaults(configuration)];
        return faults;
    }

    private static List<string> FaultsOf(SettingSection section, IServiceProvider services)
    {
        try
        {
            _ = section.Read(services);
            return [];
        }
        catch (OptionsValidationException error)
        {
            return [.. error.Failures.SelectMany(failure => failure.Split("; ", StringSplitOptions.RemoveEmptyEntries)).Distinct()];
        }
        catch (InvalidOperationException error) when (Unconvertible().Match(error.Message) is { Success: true } match)
        {
            // The value is left out: it may be a secret that was put into the wrong setting.
            var setting = match.Groups["path"].Value.Replace(":", "__", StringComparison.Ordinal);
            return [$"{setting} does not have a value of its kind ({match.Groups["type"].Value.Split('.')[^1]}): see docs/configuration.md."];
        }
    }

    private static IEnumerable<string> HostFaults(IConfiguration configuration)
    {
        IReadOnlyList<string> faults = [];
        try
        {
            _ = new FunctionCatalog(new AppSettings(configuration), HostJson.Read(CloneFolder.HostJson, configuration)).Read(typeof(SyncContacts).Assembly);
        }
        catch (FunctionsHostException error)
        {
            faults = error.Message.Split(Environment.NewLine);
        }

        foreach (var fault in faults)
        {
            yield return fault;
        }
    }

    [GeneratedRegex(@" at '(?<path>[^']+)' to type '(?<type>[^']+)'")]
    private static partial Regex Unconvertible();
}
