using Mhero.Core.Operating;
using Mhero.Core.Storage.Audit;

namespace Mhero.Functions.Http;

/// <summary>The operator who calls an endpoint.</summary>
internal static class Operators
{
    public static Operator Of(this OperatorIdentity identity, HttpRequest request) => identity.Of(name => request.Headers[name].ToString());
}
