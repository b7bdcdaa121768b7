using Mhero.DevHost.Services;

namespace Mhero.EndToEnd.Tests.Fixtures;

/// <summary>
/// A child process that lives as long as the test run, however many collections use it. It watches its standard input
/// and ends with the test host.
/// </summary>
internal sealed class SharedService<T>(Func<Task<T>> start)
{
    private readonly Lazy<Task<T>> _service = new(async () =>
    {
        await NodeModules.EnsureAsync();
        return await start();
    });

    public Task<T> GetAsync() => _service.Value;
}
