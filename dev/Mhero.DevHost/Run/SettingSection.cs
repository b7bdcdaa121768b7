namespace Mhero.DevHost.Run;

/// <summary>An options class with its section.</summary>
/// <param name="Title">The section's name for people; several classes may share it.</param>
/// <param name="Path">The section's path in the configuration.</param>
/// <param name="Options">The options class.</param>
/// <param name="Read">Reads the options, which checks them.</param>
internal sealed record SettingSection(string Title, string Path, Type Options, Func<IServiceProvider, object> Read)
{
    public static SettingSection Of<T>(string title, string path)
        where T : class =>
        new(title, path, typeof(T), static services => services.GetRequiredService<IOptions<T>>().Value);
}
