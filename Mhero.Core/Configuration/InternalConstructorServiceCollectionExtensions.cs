using System.Reflection;

namespace Mhero.Core.Configuration;

/// <summary>Registers public classes whose constructor is internal, because it takes internal types. The container calls public constructors only.</summary>
internal static class InternalConstructorServiceCollectionExtensions
{
    /// <summary>Adds a class as a singleton.</summary>
    /// <typeparam name="TService">The class; it has one constructor, and all parameters are services.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddInternallyConstructed<TService>(this IServiceCollection services)
        where TService : class
    {
        var constructor = typeof(TService).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single();
        var types = Array.ConvertAll(constructor.GetParameters(), parameter => parameter.ParameterType);
        return services.AddSingleton(provider =>
            (TService)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, [.. types.Select(provider.GetRequiredService)], null));
    }
}
