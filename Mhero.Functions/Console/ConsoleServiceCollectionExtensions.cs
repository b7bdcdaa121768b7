using Mhero.Core.Monitoring.Activity;
using Mhero.Functions.Console.Access;
using Mhero.Functions.Console.Pages.Failures;
using Mhero.Functions.Console.Pages.Messages;
using Mhero.Functions.Console.Pages.Overview;
using Mhero.Functions.Console.Pages.Settings;
using Mhero.Functions.Console.Rendering;
using Mhero.Functions.Console.Routing;
using Mhero.Functions.Http;

namespace Mhero.Functions.Console;

/// <summary>Registers the console.</summary>
public static class ConsoleServiceCollectionExtensions
{
    /// <summary>Adds the console; it needs mHero's services to be added too.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Console</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMheroConsole(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConsoleOptions>().Bind(configuration.GetSection(ConsoleOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConsoleOptions>, ConsoleOptionsRules>();
        services.AddSingleton<SessionKey>();
        services.AddSingleton<ConsoleSessions>();
        services.AddSingleton<ConsoleAccess>();
        services.AddSingleton<OperatorRoles>();
        services.AddSingleton<FormTokens>();
        services.AddSingleton<ConsoleSignIn>();
        services.AddSingleton<PageRenderer>();
        services.AddSingleton<ConsolePages>();
        services.AddSingleton<ConsoleRoutes>();
        services.AddSingleton<ConsoleFailures>();
        services.AddSingleton<ConsoleApp>();
        services.AddSingleton<Reveals>();
        services.AddSingleton<CodeGuide>();
        services.AddSingleton<TimerSchedules>();
        services.AddSingleton<Composer>();
        services.AddSingleton(SettingsCatalog.Of(services));
        services.AddHostedService<ActivityCounter>();
        return services.AddConsoleRoutes();
    }

    /// <summary>Adds every page and action: each class of the assembly that is a route.</summary>
    private static IServiceCollection AddConsoleRoutes(this IServiceCollection services)
    {
        foreach (var route in typeof(ConsoleRoute).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(ConsoleRoute))))
        {
            services.AddSingleton(typeof(ConsoleRoute), route);
        }

        return services;
    }
}
