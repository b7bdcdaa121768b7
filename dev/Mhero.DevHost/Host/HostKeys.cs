using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.DevHost.Host;

/// <summary>Decides whether a request brings the key that it needs, as header <c>x-functions-key</c> or as <c>?code=</c>.</summary>
internal sealed class HostKeys(string functionKey, string masterKey)
{
    private readonly byte[] _function = Digest(functionKey);
    private readonly byte[] _master = Digest(masterKey);

    /// <summary>True if the request may pass. Keys are compared by their digests, so that the time taken tells nothing of the key.</summary>
    public bool Allow(HttpRequest request, AuthorizationLevel level)
    {
        if (level == AuthorizationLevel.Anonymous)
        {
            return true;
        }

        string? key = request.Headers["x-functions-key"];
        if (string.IsNullOrEmpty(key))
        {
            key = request.Query["code"];
        }

        if (string.IsNullOrEmpty(key))
        {
            return false;
        }

        var digest = Digest(key);
        var isMaster = CryptographicOperations.FixedTimeEquals(digest, _master);
        var isFunction = CryptographicOperations.FixedTimeEquals(digest, _function);
        return isMaster || (level == AuthorizationLevel.Function && isFunction);
    }

    private static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
