using System.Reflection;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Routing;

namespace Mhero.Functions.Console.Pages.Settings;

/// <summary>The settings in force.</summary>
/// <param name="catalog">Finds them.</param>
/// <param name="services">Has their values.</param>
public sealed class SettingsRoute(SettingsCatalog catalog, IServiceProvider services) : ConsoleRoute("settings", ConsoleRole.Administrator)
{
    /// <inheritdoc/>
    public override Task<ConsoleAnswer> AnswerAsync(ConsoleRequest request, CancellationToken cancellationToken)
    {
        var version = typeof(SettingsRoute).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
        return Task.FromResult<ConsoleAnswer>(ConsoleAnswer.Page<SettingsPage>("settings.title", new SettingsView(catalog.Read(services), version)));
    }
}
