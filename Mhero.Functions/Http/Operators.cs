using Mhero.Core.Operating;
using Mhero.Core.Storage.Audit;
using Microsoft.AspNetCore.Http;

namespace Mhero.Functions.Http;

/// <summary>The operator who calls an endpoint.</summary>
internal static class Operators
{
    public static Operator Of(this OperatorIdentity identity, HttpRequest request) => identity.Of(name => request.Headers[name].ToString());
}
