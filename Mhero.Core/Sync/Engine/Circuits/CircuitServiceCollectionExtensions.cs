using Mhero.Core.Configuration;

namespace Mhero.Core.Sync.Engine.Circuits;

/// <summary>Registers the circuits' settings.</summary>
internal static class CircuitServiceCollectionExtensions
{
    /// <summary>Adds the circuits' options, checked at start.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds the section <c>Mhero:Circuit</c>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddCircuits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<CircuitOptions, CircuitOptionsValidator>(configuration, CircuitOptions.SectionName);
        services.AddSingleton<CircuitStore>();
        services.AddSingleton<CircuitBreaker>();
        services.AddSingleton<OpenCircuits>();
        return services;
    }
}
